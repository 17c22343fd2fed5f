using System.CommandLine;
using Dataface.Flags.Cli.Commands;

namespace Dataface.Flags.Cli;

/// <summary>The commands.</summary>
internal static class CommandLineApp
{
    public static async Task<int> RunAsync(string[] args, CommandIo io)
    {
        var root = new RootCommand("Checks, explains and controls feature flags.")
        {
            LintCommand.Create(io),
            ListCommand.Create(io),
            EvaluateCommand.Create(io),
            ExplainCommand.Create(io),
            ChangeStateCommand.CreateKill(io),
            ChangeStateCommand.CreateRestore(io),
            AuditCommand.Create(io),
            StaleCommand.Create(io),
            BucketCommand.Create(io),
            DiffCommand.Create(io),
            GuardCommand.Create(io),
            PortfolioCommand.Create(io),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await io.Error.WriteLineAsync(problem.Message);
            await io.Error.WriteLineAsync($"Run 'dataface-flags {string.Join(' ', parsed.CommandResult.Command is RootCommand ? [] : [parsed.CommandResult.Command.Name])} --help'.".Replace("  ", " ", StringComparison.Ordinal));
            return ExitCode.Usage;
        }

        var code = await InvokeAsync(parsed, io);
        await io.Output.FlushAsync();
        return code;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CommandIo io)
    {
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = io.Output, Error = io.Error, EnableDefaultExceptionHandler = false });
        }
        catch (RefusedException refused)
        {
            foreach (var problem in refused.Problems) await io.Error.WriteLineAsync(problem.ToString());
            return ExitCode.Found;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException)
        {
            await io.Error.WriteLineAsync(error.Message);
            return ExitCode.Failed;
        }
    }
}
