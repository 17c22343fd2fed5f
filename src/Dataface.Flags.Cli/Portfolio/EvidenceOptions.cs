using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary>Where evidence is looked for.</summary>
internal sealed class EvidenceOptions
{
    private readonly Option<string[]> _flags = new("--file", "-f")
    {
        Description = "A flag document to search for kill switches. May be given several times: later ones replace flags of earlier ones.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _experiments = new("--experiments", "-x")
    {
        Description = "Experiment documents, or folders of them.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _root = new("--root")
    {
        Description = "The folder that rollback documents are relative to.",
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<string> _environment = SharedOptions.Environment();

    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "How long a health address may take to answer, in seconds.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<bool> _offline = new("--offline")
    {
        Description = "Do not call health addresses; those of closed items then count as not shown.",
    };

    private readonly Option<DateOnly?> _today = SharedOptions.Today();

    public void AddTo(Command command)
    {
        _timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 300)) result.AddError("--timeout is from 0.1 to 300 seconds.");
        });
        foreach (var option in new Option[] { _flags, _experiments, _root, _environment, _timeout, _offline, _today }) command.Add(option);
    }

    public DateOnly Today(ParseResult parsed, CommandIo io) => parsed.GetValue(_today) ?? FlagDocumentReader.Today(io.Time);

    public async Task<LaunchReadiness> JudgeAsync(PortfolioPlan plan, ParseResult parsed, CommandIo io, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)) };
        var sources = new EvidenceSources
        {
            Flags = parsed.GetValue(_flags) is { Length: > 0 } files ? SharedOptions.ReadAccepted(files, io) : null,
            Environment = parsed.GetRequiredValue(_environment),
            Experiments = parsed.GetValue(_experiments) is { Length: > 0 } paths ? ReadExperiments(paths, Today(parsed, io)) : null,
            Root = parsed.GetRequiredValue(_root),
            Http = parsed.GetValue(_offline) ? null : http,
            Today = Today(parsed, io),
        };
        var evidence = await new EvidenceChecks(sources).RunAsync(plan.LaunchItems, cancellationToken);
        return LaunchReadiness.Judge(plan.LaunchItems, evidence);
    }

    private static ExperimentDocumentsResult ReadExperiments(string[] paths, DateOnly today) => ExperimentDocuments.Read(
        [.. YamlFiles.Read(paths).Select(file => new ExperimentSource(file.Source, file.Utf8Yaml))], new() { Time = FixedTime.On(today) });
}
