using System.CommandLine;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Cleaner.Choosing;
using Dataface.Flags.Cleaner.Exits;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cleaner;

/// <summary><c>dataface-flags-clean</c>: the command line.</summary>
internal static class CleanCommand
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider time)
    {
        var keys = new Argument<string[]>("flag")
        {
            Description = "Keys of flags that go. None: those that --decided and --expired find.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var solution = new Option<string?>("--solution", "-s")
        {
            Description = "The solution, or one project. Default: the only one in this folder.",
        };
        var configuration = new Option<string>("--configuration", "-c")
        {
            Description = "The build's configuration, such as Release. Default: Debug, as of 'dotnet build'.",
            DefaultValueFactory = _ => "Debug",
        };
        var documents = new Option<string[]>("--flags", "-f")
        {
            Description = "The flag documents. Default: every flags.json below the solution's folder.",
        };
        var experiments = new Option<string?>("--experiments")
        {
            Description = "The experiments' documents, a folder or a file. Default: the folder experiments beside the solution, if there "
                + "is one.",
        };
        var keep = new Option<string?>("--keep", "-k")
        {
            Description = "The variant that stays, such as on or off. Default: what was decided, or off for an expired flag.",
        };
        var decided = new Option<bool>("--decided") { Description = "All flags whose experiment is decided." };
        var expired = new Option<bool>("--expired")
        {
            Description = "All flags that are expired. They keep their off variant, as they have served it since.",
        };
        var today = new Option<DateTime?>("--today")
        {
            Description = "The UTC day to go by, such as 2027-02-01. Default: today.",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (Day.TryParse(text, out var day)) return day;
                result.AddError($"'{text}' is not a valid date. Write year, month and day, such as 2027-02-01.");
                return null;
            },
        };
        var check = new Option<bool>("--check") { Description = "Changes nothing; answers 1 when there is something to clean." };
        var patch = new Option<string?>("--patch")
        {
            Description = "Writes a patch for 'git apply' to this file, and changes nothing else.",
        };
        var uses = new Option<string?>("--uses")
        {
            Description = "Writes where code uses flags to this file, for 'dataface-flags experiments lint --code', and changes nothing.",
        };
        var other = new Option<bool>("--other-keys")
        {
            Description = "Assume that keys built at run time never name this flag (check first).",
        };
        var json = new Option<bool>("--json") { Description = "Answers in JSON." };
        var root = new RootCommand(
            "Removes flags from C# code and keeps one side of it. Opening a solution runs its build: use it on code that you trust.")
        {
            keys, solution, configuration, documents, experiments, keep, decided, expired, today, check, patch, uses, other, json,
        };
        root.Validators.Add(result =>
        {
            if (result.GetValue(check) && result.GetValue(patch) is not null) result.AddError("Give --check or --patch, not both.");
            if (result.GetValue(keep) is not null && result.GetValue(keys) is not [_])
            {
                result.AddError("--keep says what stays of one flag: name one.");
            }

            var isNone = result.GetValue(keys) is [] && !result.GetValue(decided) && !result.GetValue(expired);
            if (isNone && result.GetValue(uses) is null) result.AddError("Name a flag, or give --decided or --expired.");
        });
        root.SetAction((parsed, cancellation) => new CleanJob(
            new CleanRequest
            {
                Keys = parsed.GetValue(keys) ?? [],
                Solution = parsed.GetValue(solution),
                Configuration = parsed.GetValue(configuration)!,
                Documents = parsed.GetValue(documents) ?? [],
                Experiments = parsed.GetValue(experiments),
                Keep = parsed.GetValue(keep),
                Decided = parsed.GetValue(decided),
                Expired = parsed.GetValue(expired),
                Today = parsed.GetValue(today) ?? time.GetUtcNow().UtcDateTime.Date,
                Check = parsed.GetValue(check),
                Patch = parsed.GetValue(patch),
                Uses = parsed.GetValue(uses),
                OtherKeys = parsed.GetValue(other),
                Json = parsed.GetValue(json),
            },
            output, error).RunAsync(cancellation));
        var (parsed, problems) = CommandLineReader.Read(root, "dataface-flags-clean", args);
        if (parsed is null || problems.Count > 0)
        {
            foreach (var problem in problems) await error.WriteLineAsync(problem);
            return CleanerExit.Usage;
        }

        try
        {
            var invocation = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(invocation);
        }
        catch (CleanerException refused)
        {
            await error.WriteLineAsync(refused.Message);
            return refused.Code;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted. Nothing was changed.");
            return CleanerExit.Interrupted;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await error.WriteLineAsync(failed.Message);
            return CleanerExit.Failed;
        }
    }
}
