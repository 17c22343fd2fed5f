using System.CommandLine;
using Dataface.Flags.Cli.Import.Translating;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import;

/// <summary>The options that say what the file does not.</summary>
internal sealed class ImportOptions(CommandIo io)
{
    private readonly Option<string> _owner = new("--owner")
    {
        Description = "The team or person responsible for the flags.",
        Required = true
    };

    private readonly Option<DateOnly?> _expires = TimeOption.Day(
        "--expires", $"The day from which the flags are off, at most {DocumentPolicy.Default.MaxLifetimeDays} days from today.");

    private readonly Option<DateOnly?> _created = TimeOption.Day(
        "--created", "The day on which the flags were introduced, if you know.");

    private readonly Option<string[]> _environments = new("--environment", "-e")
    {
        Description = "The environment that the file is for; may be given several times.",
        DefaultValueFactory = _ => ["production"]
    };

    private readonly Option<string> _user = new("--user")
    {
        Description = "The attribute that holds the user's id.",
        DefaultValueFactory = _ => EvaluationContext.DefaultUnit
    };

    private readonly Option<string> _groups = new("--groups")
    {
        Description = "The attribute that holds the user's groups.",
        DefaultValueFactory = _ => "groups"
    };

    private readonly Option<string[]> _operations = new("--operations")
    {
        Description = "A flag that is an operational lever, not a release; may be given several times.",
        HelpName = "name"
    };

    private readonly Option<string?> _policy = PolicyFile.Option();

    public void AddTo(Command command)
    {
        _expires.Required = true;
        _owner.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
                result.AddError("--owner is blank. Write who.");
        });
        _environments.Refusing(Names.ProblemOfEnvironment);
        _user.Refusing(ProblemOfUnit);
        _expires.Validators.Add(result =>
        {
            // With a policy it waits until that is read.
            var isReady = result.GetResult(_policy) is null;
            if (isReady && result.Tokens is [var token] && DayText.TryParse(token.Value, out var day)
                && ProblemOfExpiry(day, DocumentPolicy.Default) is { } problem) result.AddError(problem);
        });
        _created.Refusing(ProblemOfCreated);
        foreach (var option in new Option[] { _owner, _expires, _created, _environments, _user, _groups, _operations, _policy })
            command.Add(option);
    }

    /// <exception cref="InvalidDataException">The policy is none, or does not allow flags to live that long.</exception>
    public ImportSettings Of(ParseResult parsed)
    {
        var (policy, expires) = (PolicyFile.Read(parsed.GetValue(_policy)), parsed.GetRequiredValue(_expires)!.Value);
        if (ProblemOfExpiry(expires, policy) is { } problem) throw new InvalidDataException(problem);
        return new()
        {
            Owner = parsed.GetRequiredValue(_owner),
            Today = Today,
            Now = io.Time.GetUtcNow(),
            Expires = expires,
            Created = parsed.GetValue(_created),
            Policy = policy,
            Environments = parsed.GetRequiredValue(_environments),
            UserAttribute = parsed.GetRequiredValue(_user),
            GroupsAttribute = parsed.GetRequiredValue(_groups),
            Operations = parsed.GetValue(_operations) ?? [],
        };
    }

    private DateOnly Today => FlagDocumentReader.Today(io.Time);

    private static string? ProblemOfUnit(string attribute) =>
        Names.IsName(attribute) ? null : $"'{Names.Visible(attribute)}' is not a valid attribute name to bucket by. {Names.Rule}";

    /// <summary>Days that are none are the parser's to refuse.</summary>
    private string? ProblemOfCreated(string text) =>
        DayText.TryParse(text, out var day) && day > Today
            ? $"--created is in the future ({day:O}). Use {Today:O} or earlier, or omit it."
            : null;

    private string? ProblemOfExpiry(DateOnly day, DocumentPolicy policy)
    {
        var last = Today.AddDays(policy.MaxLifetimeDays);
        if (day > Today && day <= last) return null;
        return $"--expires is {day:O}. Flags are created here today, and live for at most {policy.MaxLifetimeDays} days: "
            + $"write a day from {Today.AddDays(1):O} to {last:O}.";
    }
}
