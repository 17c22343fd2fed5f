using System.CommandLine;
using System.Globalization;
using System.Text;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Diff;

/// <summary>The options that say whom to evaluate for, and how many of them may move.</summary>
/// <param name="defaultSample">How many synthetic users when nobody is named; null when somebody must be.</param>
internal sealed class DiffSourceOptions(int? defaultSample = null)
{
    private const int LargestSample = 100_000_000;

    private readonly Option<int?> _sample = new("--sample", "-n") { Description = "Evaluate for this many synthetic users." };

    private readonly Option<string?> _contexts = new("--contexts", "-c")
    {
        Description = "Evaluate for the contexts of a JSON Lines file, one object of attributes in each line; - for standard input.",
    };

    private readonly Option<double?> _maxShare = new("--max-share")
    {
        Description = "Answer 12 when more than this share of contexts moves in at least one flag, in percent, such as 5 or 0.5.",
    };

    private readonly ContextOptions _shared = new();

    public void AddTo(Command command)
    {
        command.Add(_sample);
        command.Add(_contexts);
        command.Add(_maxShare);
        _shared.AddAttributesTo(command);
        _sample.Validators.Add(result =>
        {
            var isInRange = result.Tokens is [var token]
                && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= LargestSample;
            if (!isInRange) result.AddError($"--sample is a number from 1 to {LargestSample}.");
        });
        _maxShare.Validators.Add(result =>
        {
            // No thousands: 1,5 would be 15.
            var isInRange = result.Tokens is [var token]
                && double.TryParse(token.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                && percent is >= 0 and <= 100;
            if (!isInRange) result.AddError("--max-share is a percentage from 0 to 100, without a sign.");
        });
        command.Validators.Add(result =>
        {
            var isFile = result.GetResult(_contexts) is not null;
            var isSample = result.GetResult(_sample) is not null || (defaultSample is not null && !isFile);
            if (isSample == isFile) result.AddError("Give either --sample or --contexts.");
            if (isSample || !_shared.HasAttributes(result)) return;
            result.AddError("--with is for --sample; the contexts of a file have their own attributes.");
        });
    }

    public DiffReport Run(DiffRun run, ParseResult parsed, CommandIo io, CancellationToken cancellationToken) =>
        Look(run, parsed, io, cancellationToken) with { MaxPercent = parsed.GetValue(_maxShare) };

    private DiffReport Look(DiffRun run, ParseResult parsed, CommandIo io, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_contexts) is not { } path)
        {
            var count = parsed.GetValue(_sample) ?? defaultSample!.Value;
            return run.OfSample(count, _shared.ReadAttributes(parsed, EvaluationContext.Empty), cancellationToken);
        }

        return run.Of(path == "-" ? ContextLines.Read(io.Input, "standard input", Encoding.UTF8) : ContextLines.ReadFile(path),
            cancellationToken);
    }
}
