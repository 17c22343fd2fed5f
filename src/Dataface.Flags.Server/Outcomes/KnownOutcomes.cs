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

    private readonly Dictionary<UInt128, long> _known = [];
    private readonly Queue<(UInt128 Id, long Turn)> _inOrder = new();
    private readonly Lock _gate = new();
    private long _turn;

    /// <summary>Whether an id is new in an environment; from now on it is not.</summary>
    public bool TryAdd(string environment, string id)
    {
        var hash = Hash(environment, id);
        lock (_gate)
        {
            if (!_known.TryAdd(hash, ++_turn)) return false;
            _inOrder.Enqueue((hash, _turn));
            if (_inOrder.Count > Most) Forget(_inOrder.Dequeue());
            return true;
        }
    }

    /// <summary>Takes an id back, because nothing of its outcome counts: it is new when it comes again.</summary>
    public void Remove(string environment, string id)
    {
        lock (_gate) _known.Remove(Hash(environment, id));
    }

    /// <summary>Forgets an id, unless it was taken back and has come again since.</summary>
    private void Forget((UInt128 Id, long Turn) oldest)
    {
        if (_known.GetValueOrDefault(oldest.Id) == oldest.Turn) _known.Remove(oldest.Id);
    }

    private static UInt128 Hash(string environment, string id) =>
        XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"{environment}\n{id}"));
}
