using System.CommandLine;
using System.Globalization;
using System.Text;
using Dataface.Flags.Cli.Diff;

namespace Dataface.Flags.Cli.Commands;

/// <summary>The options that say whom to evaluate for.</summary>
internal sealed class DiffSourceOptions
{
    private const int LargestSample = 100_000_000;

    private readonly Option<int?> _sample = new("--sample", "-n") { Description = "Evaluate for this many synthetic users." };

    private readonly Option<string?> _contexts = new("--contexts", "-c")
    {
        Description = "Evaluate for the contexts of a JSON Lines file, one object of attributes in each line; - for standard input.",
    };

    private readonly ContextOptions _shared = new();

    public void AddTo(Command command)
    {
        command.Add(_sample);
        command.Add(_contexts);
        _shared.AddAttributesTo(command);
        _sample.Validators.Add(result =>
        {
            var isInRange = result.Tokens is [var token]
                && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= LargestSample;
            if (!isInRange) result.AddError($"--sample is a number from 1 to {LargestSample}.");
        });
        command.Validators.Add(result =>
        {
            var isSample = result.GetResult(_sample) is not null;
            if (isSample == (result.GetResult(_contexts) is not null)) result.AddError("Give either --sample or --contexts.");
            if (isSample || !_shared.HasAttributes(result)) return;
            result.AddError("--with is for --sample; the contexts of a file have their own attributes.");
        });
    }

    public DiffReport Run(DiffRun run, ParseResult parsed, CommandIo io, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_sample) is { } count)
        {
            return run.OfSample(count, _shared.ReadAttributes(parsed, EvaluationContext.Empty), cancellationToken);
        }

        var path = parsed.GetRequiredValue(_contexts)!;
        return run.Of(path == "-" ? ContextLines.Read(io.Input, "standard input", Encoding.UTF8) : ContextLines.ReadFile(path), cancellationToken);
    }
}
