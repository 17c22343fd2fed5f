namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// Whether one side reports for fewer of its units than its assigned share. A unit that reports for the first time is in
/// treatment with probability ρ = wT/(wT+wC) if both sides report alike, and with ρ·g/(ρ·g + 1 − ρ) if treatment does so g times
/// as often: g below 1 when treatment reports less, above 1 when control does. It aborts nothing. Evidence of harm counts only
/// beyond it, because units that report less explain as much (universal inference: Wasserman, Ramdas and Balakrishnan 2020). Not
/// thread-safe.
/// </summary>
internal sealed class ReportingTest
{
    /// <summary>The ratio that stands for a side of which nearly nothing is heard.</summary>
    private const double Silence = 1_000;

    /// <summary>
    /// Smaller ratios than harm is tried at, for a side that reports nine units of ten. They are for units that are counted once: of
    /// units that are counted again and again, chance alone makes such an imbalance.
    /// </summary>
    public static readonly double[] Slight = [1.1, 1.25];

    private readonly Direction _treatment;
    private readonly Direction _control;
    private readonly double _price;

    /// <param name="treatment">The assigned share of treatment, above 0.</param>
    /// <param name="control">The assigned share of control, above 0.</param>
    /// <param name="ratios">How many times less a side might report, each above 1: those that harm is tried at, so that nothing
    /// fits harm better.</param>
    public ReportingTest(double treatment, double control, IEnumerable<double> ratios)
    {
        double[] all = [.. ratios, Silence];
        (_treatment, _control) =
            (new(ShareTest.OfHarm(treatment, control, 1, [.. all.Select(g => 1 / g)])), new(ShareTest.OfHarm(treatment, control, 1, all)));
        _price = Math.Log(2 * all.Length);
    }

    /// <summary>
    /// ln of the evidence of harm that is explained by evidence that a side reports less: none below 1, and from some on as much
    /// and the price of not knowing the ratio, half of the weight of one of them.
    /// </summary>
    public double Explained(double logE) => logE <= 0 ? 0 : logE + Math.Min(logE, _price);

    /// <summary>ln of the evidence that treatment reports less than its share.</summary>
    public double LogTreatmentLess => _treatment.LogE;

    /// <summary>ln of the evidence that control reports less than its share.</summary>
    public double LogControlLess => _control.LogE;

    /// <summary>Takes in the units that reported for the first time in one bucket.</summary>
    /// <param name="treatment">Those of treatment.</param>
    /// <param name="control">Those of control.</param>
    /// <param name="forTreatment">Whether the bucket counts for or against treatment reporting less.</param>
    /// <param name="forControl">Whether it counts for or against control reporting less.</param>
    public void Close(long treatment, long control, bool forTreatment = true, bool forControl = true)
    {
        _treatment.Close(treatment, control, forTreatment);
        _control.Close(treatment, control, forControl);
    }

    /// <summary>Looks at the bucket that is open.</summary>
    /// <inheritdoc cref="Close"/>
    public void Look(long treatment, long control, bool forTreatment = true, bool forControl = true)
    {
        _treatment.Look(treatment, control, forTreatment);
        _control.Look(treatment, control, forControl);
    }

    private sealed class Direction(ShareTest test)
    {
        private readonly OnsetMixture _evidence = new(test.Alternatives, OnsetWeights.Of);
        private readonly double[] _scratch = new double[test.Alternatives];

        public double LogE { get; private set; }

        public void Close(long treatment, long control, bool counts)
        {
            _evidence.Add(Of(treatment, control, counts));
            LogE = _evidence.LogE;
        }

        public void Look(long treatment, long control, bool counts) => LogE = _evidence.Peek(Of(treatment, control, counts));

        private double[] Of(long treatment, long control, bool counts)
        {
            if (counts) test.Evidence(treatment, control, _scratch);
            else Array.Clear(_scratch);
            return _scratch;
        }
    }
}
