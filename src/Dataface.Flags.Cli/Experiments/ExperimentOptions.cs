using System.CommandLine;
using System.Text;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Policy;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>Where experiments are and what they are checked against.</summary>
internal sealed class ExperimentOptions
{
    public const string DefaultFolder = "experiments";

    private readonly Argument<string[]>? _paths;

    private readonly Option<string[]> _folders =
        new("--path", "-p") { Description = $"A document or a folder of documents. Default {DefaultFolder}." };

    private readonly Option<string[]> _flags =
        new("--flags", "-f") { Description = "The flag documents that are in force; later ones override earlier ones." };

    private readonly Option<string> _environment = SharedOptions.Environment();

    private readonly Option<string?> _code =
        new("--code", "-c")
        {
            Description = "Code that should no longer use the flags: a folder, or the file from 'dataface-flags-clean --uses'."
        };

    private readonly Option<string[]> _allow =
        new("--allow-attribute") { Description = "An attribute of events that holds no personal data, in addition to the known ones." };

    private readonly Option<string?> _policy = new("--policy") { Description = "A file that adds areas and attributes to the policy." };

    private readonly Option<DateOnly?> _today = SharedOptions.Today();

    /// <param name="pathsAsArguments">Whether paths are given without an option before them.</param>
    public ExperimentOptions(Command command, bool pathsAsArguments)
    {
        if (pathsAsArguments)
        {
            _paths = new("path")
            {
                Description = $"Documents or folders of documents. Default {DefaultFolder}.",
                Arity = ArgumentArity.ZeroOrMore
            };
            command.Add(_paths);
        }
        else
        {
            command.Add(_folders);
        }

        _environment.Description = "The environment that experiments run in; a flag's entry for it divides the users.";
        foreach (var option in new Option[] { _flags, _environment, _code, _allow, _policy, _today }) command.Add(option);
    }

    public static Argument<string> Id() =>
        new Argument<string>("id") { Description = "The experiment's identifier." }.Refusing(Names.ProblemOfExperiment);

    /// <summary>The clock that the command goes by.</summary>
    public TimeProvider Time(ParseResult parsed, CommandIo io) => parsed.GetValue(_today) is { } day ? FixedTime.On(day) : io.Time;

    /// <summary>
    /// One good experiment; null, and why on standard error, when there is none. One that should have been decided can be, still.
    /// </summary>
    public FoundExperiment? Find(ParseResult parsed, CommandIo io, string id)
    {
        var result = Read(parsed, io);
        var found = result.Experiments.Zip(result.Sources, (experiment, source) => new FoundExperiment(experiment, source.Utf8Yaml));
        if (found.FirstOrDefault(f => f.Definition.Id == id) is { } experiment) return experiment;
        var near = Spelling.Nearest(id, result.Experiments.Select(e => e.Id));
        io.Error.WriteLine($"There is no good experiment '{id}'. {(near is null ? "'dataface-flags experiments lint' says what is "
            + "refused." : $"Did you mean '{near}'?")}");
        return null;
    }

    /// <summary>
    /// An experiment's document here, for a command that a server answers, which needs none; null where there is no good one.
    /// </summary>
    /// <exception cref="FileNotFoundException">A path that was named is not there.</exception>
    public FoundExperiment? FindBeside(ParseResult parsed, CommandIo io, string id)
    {
        var isNamed = parsed.GetValue(_folders) is { Length: > 0 };
        if (!isNamed && !(Directory.Exists(DefaultFolder) && YamlFiles.IsAnyIn(DefaultFolder))) return null;
        var result = Read(parsed, io);
        return result.Experiments.Zip(result.Sources, (experiment, source) => new FoundExperiment(experiment, source.Utf8Yaml))
            .FirstOrDefault(found => found.Definition.Id == id);
    }

    /// <summary>
    /// The design that rows are held against: that of the document here, and where there is none that of the server, whose own checks hold
    /// them against what is registered in any case. Null, and why on standard error, when there is neither.
    /// </summary>
    public async Task<ExperimentDefinition?> DesignAsync(
        ParseResult parsed, Server.ServerClient? server, string id, CommandIo io, CancellationToken cancellationToken)
    {
        if (server is null) return Find(parsed, io, id)?.Definition;
        return FindBeside(parsed, io, id)?.Definition
            ?? (await new ServerRegistry(server, io).DecideAsync(id, null, cancellationToken)).Experiment;
    }

    public ExperimentDocumentsResult Read(ParseResult parsed, CommandIo io)
    {
        var paths = (_paths is null ? parsed.GetValue(_folders) : parsed.GetValue(_paths)) ?? [];
        var files = YamlFiles.Read(paths.Length == 0 ? [DefaultFolder] : paths);
        return ExperimentDocuments.Read(
            [.. files.Select(file => new ExperimentSource(file.Source, file.Utf8Yaml))], Context(parsed, io),
            _paths is null ? [ExperimentProblemCode.Overdue] : []);
    }

    private static IFlagSearch Search(string code) => File.Exists(code) ? FoundUses.Read(code)
        : Directory.Exists(code) ? new SourceScan(code)
        : throw new DirectoryNotFoundException($"There is no folder or file {code}.");

    private ExperimentContext Context(ParseResult parsed, CommandIo io)
    {
        var flags = parsed.GetValue(_flags) ?? [];
        var policy = ExperimentPolicyFile.Read(parsed.GetValue(_policy));
        return new()
        {
            Policy = policy with { AllowedAttributes = [.. policy.AllowedAttributes, .. parsed.GetValue(_allow) ?? []] },
            Environment = parsed.GetRequiredValue(_environment),
            Flags = flags.Length == 0 ? null : SharedOptions.ReadAccepted(flags, io),
            Code = parsed.GetValue(_code) is { } code ? Search(code) : null,
            Time = Time(parsed, io),
        };
    }
}

/// <summary>An experiment and its document.</summary>
/// <param name="Definition">What the document says.</param>
/// <param name="Utf8Yaml">The document.</param>
internal sealed record FoundExperiment(ExperimentDefinition Definition, ReadOnlyMemory<byte> Utf8Yaml)
{
    /// <summary>Whether another document has the same design.</summary>
    public bool HasDesignOf(string yaml) => WrittenDesign.AreSame(Encoding.UTF8.GetString(Utf8Yaml.Span), yaml);
}
