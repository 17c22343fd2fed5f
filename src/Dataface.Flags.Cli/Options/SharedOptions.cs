using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Cli.Options;

/// <summary>Options that several commands have, and what they lead to.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Answer in JSON." };

    public static Option<string[]> Files() => new("--file", "-f")
    {
        Description = "A flag document. May be given several times: later ones replace flags of earlier ones.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<string> Environment()
    {
        var option = new Option<string>("--environment", "-e")
        {
            Description = "The environment.",
            DefaultValueFactory = _ => "production"
        };
        option.Refusing(Names.ProblemOfEnvironment);
        return option;
    }

    public static Option<string?> State() => new("--state", "-s") { Description = "The file that keeps kills." };

    public static Option<DateOnly?> Today() =>
        TimeOption.Day("--today", "Use this day instead of today, such as 2027-02-01 (UTC).");

    public static Option<string> By() => new("--by") { Description = "Who asks.", DefaultValueFactory = _ => System.Environment.UserName };

    public static Option<string> Reason() => new("--reason", "-r") { Description = "Why; it is kept in the audit trail.", Required = true };

    public static Option<string[]> BreakExperiment() => new("--break-experiment")
    {
        Description = "A running experiment that the document may break; both audits record it, with the reason.",
        HelpName = "id",
    };

    /// <summary>Where a change that is asked for here comes from.</summary>
    public static string From => $"{System.Environment.MachineName}/dataface-flags";

    public static Argument<string> Key() => new("key") { Description = "The flag's key." };

    /// <summary>What somebody has written with commas between, or in several arguments.</summary>
    public static IEnumerable<string> Parts(IEnumerable<string> lists) =>
        lists.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// The key of a flag that is changed; what can be no key is refused, since the change would be kept and have no effect.
    /// </summary>
    public static Argument<string> ChangedKey(StateAction action)
    {
        var isForAll = action is StateAction.Kill or StateAction.Restore;
        var key = new Argument<string>("key") { Description = isForAll ? "The flag's key, or * for every flag." : "The flag's key." };
        return key.Refusing(value => ChangeCheck.ProblemOf(action, value));
    }

    public static FlagDocumentResult Read(IEnumerable<string> files, CommandIo io, DocumentPolicy? policy = null) =>
        FlagDocumentReader.Read([.. files.Select(file => new FlagDocumentSource
        {
            Source = file,
            Utf8Json = File.ReadAllBytes(InputFile.Checked(file)),
        })], policy, io.Time);

    /// <summary>The documents together; throws when they are refused.</summary>
    public static FlagDocument ReadAccepted(IEnumerable<string> files, CommandIo io, DocumentPolicy? policy = null)
    {
        var result = Read(files, io, policy);
        return result.Document ?? throw new RefusedException(result.Problems);
    }

    /// <summary>The document; throws when it is refused.</summary>
    public static FlagDocument ReadAccepted(FlagDocumentSource source, CommandIo io)
    {
        var result = FlagDocumentReader.Read([source], time: io.Time);
        return result.Document ?? throw new RefusedException(result.Problems);
    }

    /// <summary>A client as a service would have it, which only looks.</summary>
    public static Task<FlagClient> StartClientAsync(
        string environment, TimeProvider time, Action<FlagClientOptions> use, CancellationToken cancellationToken) =>
            FlagClient.StartAsync(
        options =>
        {
            options.Environment = environment;
            options.Strict = true;
            options.HasGuards = false;
            options.TimeProvider = time;
            use(options);
        },
        NullLoggerFactory.Instance, cancellationToken);

    /// <summary>Throws when there is no state file: a mistyped path would mean that nothing is killed.</summary>
    public static void RequireStateFile(string state)
    {
        if (!File.Exists(state)) throw new FileNotFoundException($"There is no state file {state}. Leave --state out, or correct it.");
    }
}
