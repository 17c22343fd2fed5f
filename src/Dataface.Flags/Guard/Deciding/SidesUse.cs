using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// How often the units of either side are called before the first event of a signal, over one epoch. Under "no harm by call" a side whose
/// units are called c times as often errs c times as often by unit. Not thread-safe.
/// </summary>
internal sealed class SidesUse
{
    /// <summary>So many units with one call each are added to either side: a few units say little.</summary>
    private const double Prior = 10;

    /// <summary>So many units, divided by the shares, are added to those of all instances.</summary>
    private const double PriorOfBoth = 500;

    /// <summary>The most that the number of instances explains: a control that hardly reports is not to excuse any harm.</summary>
    private const double MostSpread = 10;

    private const double MostTogether = 64;

    private readonly Dictionary<string, (long Treatment, long Control)> _sums = new(StringComparer.Ordinal);
    private TimeBucket _open = TimeBucket.Empty;

    /// <summary>The instances that have reported in the epoch.</summary>
    public int Instances => (int)Math.Min(Added(GuardSignals.Instances).Control, AlphaBudget.MostInstances);

    /// <summary>The calls of a treatment unit on one instance for each of a control unit, up to the first event of a signal.</summary>
    public double RatioOf(string signal) => ByTreatment(signal) / ByControl(signal);

    /// <summary>
    /// On how many instances a treatment unit is called for each on which a control unit is, by the assigned shares; 1 while that is not
    /// known. What is called more often is called on more instances, each of which knows only of its own calls.
    /// </summary>
    public double SpreadOf(double treatment, double control)
    {
        var (treated, others) = Sum(GuardSignals.UnitInstances);
        return Math.Min(Of(treated, treatment) / Of(others, control), MostSpread);

        double Of(long units, double share) => (Math.Max(units, 0) / share) + (PriorOfBoth / (treatment + control));
    }

    /// <summary>The calls of a treatment unit, on average.</summary>
    public double ByTreatment(string signal) =>
        Average(Sum(GuardSignals.AtRisk(signal)).Treatment, Sum(GuardSignals.AtRiskUnits).Treatment);

    /// <summary>The calls of a control unit, on average.</summary>
    public double ByControl(string signal) => Average(Sum(GuardSignals.AtRisk(signal)).Control, Sum(GuardSignals.AtRiskUnits).Control);

    /// <summary>
    /// The calls of a unit that may fail together, on average, of the side whose units call more often: not all of those of a day.
    /// </summary>
    public double MostCalls(string signal) => Math.Min(Math.Max(ByTreatment(signal), ByControl(signal)), MostTogether);

    /// <summary>Where the sampled units come from, with the weight of each side's assigned share.</summary>
    public SidesSources SourcesOf(double treatment, double control)
    {
        var all = Sum(GuardSignals.Sampled);
        return new(all.Treatment + all.Control, PartOf(GuardSignals.Strongest), PartOf(GuardSignals.Sourceless));

        SourcePart PartOf(string name)
        {
            var (ofTreatment, ofControl) = Sum(name);
            var (treated, others) = (Part(ofTreatment, all.Treatment), Part(ofControl, all.Control));
            return new(
                ((treatment * treated) + (control * others)) / (treatment + control),
                Math.Min(Counting(treated, all.Treatment), Counting(others, all.Control)));
        }

        // Of a side with few units nothing is believed.
        static double Counting(double part, long units) => units < SourceLimits.LeastOfArm ? 1 : part;
    }

    /// <summary>How often units call and err.</summary>
    /// <param name="hasErrors">Whether errors are watched.</param>
    /// <param name="sources">Where units come from.</param>
    public SidesFigures FiguresOf(bool hasErrors, SidesSources? sources)
    {
        var (units, erring) = (Sum(GuardSignals.AtRiskUnits), hasErrors ? Sum(GuardSignals.Erring) : default);
        var calls = Sum(GuardSignals.AtRisk(hasErrors ? GuardSignals.Errors : GuardSignals.GiveUps));
        return new(
            new(units.Treatment, calls.Treatment, erring.Treatment), new(units.Control, calls.Control, erring.Control), hasErrors, sources);
    }

    /// <summary>Takes what the open bucket has so far into account, until the next look or close.</summary>
    public void Look(TimeBucket open) => _open = open;

    /// <summary>Takes in a bucket that is closed.</summary>
    public void Close(TimeBucket bucket)
    {
        _open = TimeBucket.Empty;
        foreach (var (name, (treatment, control)) in bucket.AtRisk)
        {
            var (soFar, others) = _sums.GetValueOrDefault(name);
            _sums[name] = (soFar + treatment, others + control);
        }
    }

    /// <summary>What was counted, less what has left the sample since.</summary>
    private (long Treatment, long Control) Sum(string name)
    {
        var (added, left) = (Added(name), Added(GuardSignals.Left(name)));
        return (added.Treatment - left.Treatment, added.Control - left.Control);
    }

    private (long Treatment, long Control) Added(string name)
    {
        var ((treatment, control), (more, others)) = (_sums.GetValueOrDefault(name), _open[name]);
        return (treatment + more, control + others);
    }

    private static double Part(long of, long all) => (double)of / Math.Max(all, 1);

    private static double Average(long calls, long units) => (Math.Max(calls, 0) + Prior) / (Math.Max(units, 0) + Prior);
}
