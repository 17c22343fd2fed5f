using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>The library's own test of errors, looked at after every erring treatment unit: as often as it could ever matter.</summary>
internal sealed class ErrorProcess
{
    private readonly OnsetMixture _evidence = new(HarmGrid.Ratios.Length, OnsetWeights.Of);
    private readonly double[] _scratch = new double[HarmGrid.Ratios.Length];
    private readonly ShareTest _test;
    private readonly double _threshold;
    private long _treatment;
    private long _control;

    public ErrorProcess(double alpha = Setting.Alpha, double treatment = Setting.Treatment) =>
        (_test, _threshold) = (ShareTest.OfHarm(treatment, 1 - treatment, 1, HarmGrid.Ratios), -Math.Log(alpha));

    /// <summary>Counts one newly erring unit; true when it aborts.</summary>
    public bool Count(bool isTreatment)
    {
        if (!isTreatment)
        {
            _control++;
            return false;
        }

        _treatment++;
        _test.Evidence(_treatment, _control, _scratch);
        return _evidence.Peek(_scratch) >= _threshold;
    }

    public void Close()
    {
        _test.Evidence(_treatment, _control, _scratch);
        _evidence.Add(_scratch);
        (_treatment, _control) = (0, 0);
    }
}
