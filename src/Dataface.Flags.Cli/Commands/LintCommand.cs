using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Linking;
using Dataface.Flags.Expiry;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>lint</c>: everything that is wrong with documents.</summary>
internal static class LintCommand
{
    public static Command Create(CommandIo io)
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Flag documents; later ones replace flags of earlier ones.",
            Arity = ArgumentArity.OneOrMore
        };
        var json = SharedOptions.Json();
        var strict = new Option<bool>("--warnings-as-errors") { Description = "Answer 1 for warnings, too." };
        var (environment, policy) = (NamedEnvironment(), PolicyFile.Option());
        var units = new Option<double>("--units-per-day")
        {
            Description = "How many units, such as users, the service has per day: also shows how soon guards would notice harm, "
                + "and when steps of ramps can end.",
        };
        var erring = new Option<double>("--erring")
        {
            Description = "The percentage of them that meet an error per day without the feature.",
            DefaultValueFactory = _ => 1,
        };
        var same = new Option<double>("--erring-units")
        {
            Description = "How many units ever meet an error without the feature, if on most days it is the same ones.",
            DefaultValueFactory = _ => double.PositiveInfinity,
        };
        var command = new Command("lint", "Checks flag documents, layered in the given order.")
        {
            files, environment, policy, json, strict, units, erring, same,
        };
        units.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 1 and <= 1e12))
                result.AddError("--units-per-day is not between 1 and 1000000000000. Write how many there are on a day, such as 20000.");
        });
        erring.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 100))
                result.AddError("--erring is not above 0 and below 100. Write a percentage, such as 1.");
        });
        same.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not >= 0)
                result.AddError("--erring-units is below 0. Write how many units ever meet an error, such as 40.");
        });
        command.SetAction(parsed =>
        {
            var sources = parsed.GetRequiredValue(files);
            var result = SharedOptions.Read(sources, io, PolicyFile.Read(parsed.GetValue(policy)));
            if (parsed.GetValue(environment) is { } name) result = WithEnvironment(result, name, sources[^1]);
            result = WithExpired(result, FlagDocumentReader.Today(io.Time), sources[^1]);
            var forecasts = parsed.GetValue(units) > 0
                ? new HarmForecasts(new(parsed.GetValue(units), parsed.GetValue(erring) / 100, parsed.GetValue(same))) : null;
            Write(result, forecasts, parsed.GetValue(json), io);
            return result.IsAccepted && !(parsed.GetValue(strict) && result.Problems.Count > 0) ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static Option<string?> NamedEnvironment()
    {
        var option = new Option<string?>("--environment", "-e") { Description = "Warn when no flag names this environment." };
        option.Refusing(Names.ProblemOfEnvironment);
        return option;
    }

    private static FlagDocumentResult WithEnvironment(FlagDocumentResult result, string environment, string source)
    {
        if (result.Document is not { } document || NamedEnvironments.ProblemOf(environment, document.Flags.Values) is not { } problem)
            return result;
        DocumentProblem warning = new()
        {
            Code = ProblemCode.UnnamedEnvironment,
            Severity = ProblemSeverity.Warning,
            Message = problem,
            Remedy = "Add an entry for this environment to the flags that need one, or correct the name.",
            Source = source,
            Path = "$.flags",
        };
        return result with { Problems = [.. result.Problems, warning] };
    }

    private static FlagDocumentResult WithExpired(FlagDocumentResult result, DateOnly today, string source)
    {
        if (result.Document is not { } document) return result;
        var warnings = ExpiryReport.Of(document, "", today, warningDays: 0).Select(flag => new DocumentProblem
        {
            Code = ProblemCode.Expired,
            Severity = ProblemSeverity.Warning,
            Message = FormattableString.Invariant($"'{flag.Flag}' of {flag.Owner} expired on {flag.Expires:O}, and is off for everybody."),
            Remedy = "Remove it from code and document; if it is still needed, its owner renews it with 'renewals'.",
            Source = source,
            Path = $"$.flags.{flag.Flag}.expires",
        });
        return result with { Problems = [.. result.Problems, .. warnings] };
    }

    private static void Write(FlagDocumentResult result, HarmForecasts? forecasts, bool asJson, CommandIo io)
    {
        if (asJson)
        {
            JsonOutput.Write(io.Output, json =>
            {
                json.WriteBoolean("accepted", result.IsAccepted);
                json.WriteProblems(result.Problems);
                if (result.Document is { } guarded) forecasts?.WriteJson(guarded, json);
            });
            return;
        }

        result.Problems.WriteText(result.Document is { } document ? $"accepted, {Counted.Of(document.Flags.Count, "flag")}" : null, io);
        if (result.Document is { } accepted) forecasts?.WriteText(accepted, io.Output);
    }
}
