using System.IO.Hashing;
using System.Text;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>
/// The ids of the last outcomes, so that a batch that is sent again counts once. Beyond them a unit still counts once for each signal and
/// epoch, as all evidence does. Thread-safe.
/// </summary>
internal sealed class KnownOutcomes
{
    /// <summary>How many ids are known.</summary>
    public const int Most = 100_000;

    private readonly HashSet<UInt128> _known = [];
    private readonly Queue<UInt128> _inOrder = new();
    private readonly Lock _gate = new();

    /// <summary>Whether an id is new in an environment; from now on it is not.</summary>
    public bool TryAdd(string environment, string id)
    {
        var hash = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"{environment}\n{id}"));
        lock (_gate)
        {
            if (!_known.Add(hash)) return false;
            _inOrder.Enqueue(hash);
            if (_inOrder.Count > Most) _known.Remove(_inOrder.Dequeue());
            return true;
        }
    }
}
