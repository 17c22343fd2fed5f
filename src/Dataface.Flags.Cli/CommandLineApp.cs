using System.CommandLine;
using System.Net;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Experiments;
using Dataface.Flags.Cli.Import;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Portfolio;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Http;

namespace Dataface.Flags.Cli;

/// <summary>The commands.</summary>
internal static class CommandLineApp
{
    public static async Task<int> RunAsync(string[] args, CommandIo io)
    {
        var failure = args.Contains("--json") ? new FailureJson(io) : null;
        var code = await RunCommandAsync(args, failure?.Io ?? io);
        failure?.Write(code);
        await io.Output.FlushAsync();
        return code;
    }

    /// <summary>All commands.</summary>
    public static RootCommand Root(CommandIo io) =>
        new("Checks, explains and controls feature flags.")
        {
            LintCommand.Create(io),
            ListCommand.Create(io),
            EvaluateCommand.Create(io),
            ExplainCommand.Create(io),
            ChangeStateCommand.CreateKill(io),
            ChangeStateCommand.CreateRestore(io),
            RampCommand.Create(io),
            PublishCommand.Create(io),
            PullCommand.Create(io),
            HistoryCommand.Create(io),
            RollbackCommand.Create(io),
            StatusCommand.Create(io),
            IncidentCommand.Create(io),
            InstancesCommand.Create(io),
            UsageCommand.Create(io),
            KeysCommand.Create(io),
            WebhooksCommand.Create(io),
            AuditCommand.Create(io),
            StaleCommand.Create(io),
            BucketCommand.Create(io),
            DiffCommand.Create(io),
            GuardCommand.Create(io),
            ImportCommand.Create(io),
            ExperimentsCommand.Create(io),
            PortfolioCommand.Create(io),
        };

    private static async Task<int> RunCommandAsync(string[] args, CommandIo io)
    {
        var (parsed, problems) = CommandLineReader.Read(Root(io), "dataface-flags", args);
        if (parsed is null || problems.Count > 0)
        {
            foreach (var problem in problems) await io.Error.WriteLineAsync(problem);
            return ExitCode.Usage;
        }

        return await InvokeAsync(parsed, io);
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CommandIo io)
    {
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = io.Output, Error = io.Error, EnableDefaultExceptionHandler = false });
        }
        catch (RefusedException refused)
        {
            foreach (var problem in refused.Problems) await io.Error.WriteLineAsync(problem.ToString());
            return ExitCode.Found;
        }
        catch (FlagServerException error) when (error.Status is { } status && !error.IsTransient)
        {
            await io.Error.WriteLineAsync(error.Message);
            foreach (var problem in error.Problems) await io.Error.WriteLineAsync(problem);
            return status == HttpStatusCode.UnprocessableEntity ? ExitCode.Found : ExitCode.Refused;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException)
        {
            await io.Error.WriteLineAsync(error.Message);
            return ExitCode.Failed;
        }
    }
}
