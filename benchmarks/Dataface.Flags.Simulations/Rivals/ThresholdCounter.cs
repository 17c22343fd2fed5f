namespace Dataface.Flags.Simulations.Rivals;

/// <summary>
/// What canary tools do: each check looks at 50 requests of the canary and fails when more of them err than allowed; five failed checks
/// abort.
/// </summary>
/// <param name="allowed">The share of requests that may err.</param>
internal sealed class ThresholdCounter(double allowed)
{
    public const int Requests = 50;
    private const int MostFailed = 5;

    private int _failed;

    /// <summary>Takes one check; true when it aborts.</summary>
    public bool Check(int errors)
    {
        if (errors > allowed * Requests) _failed++;
        return _failed >= MostFailed;
    }
}
