using System.Security.Cryptography;
using System.Text;
using Dataface.Flags.Background;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>What all guards of a client share.</summary>
internal sealed record GuardContext(
    string Environment, IGuardEvidenceStore Store, ClientState State, TimeProvider Time, ILogger Logger, OutageLog Outages)
{
    /// <summary>How long a look waits for a store.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Who changes state when a guard does.</summary>
    public const string By = "guard";

    /// <summary>This instance, in reports.</summary>
    public Guid Instance { get; } = Guid.NewGuid();

    private long _reports;

    /// <summary>
    /// The number of the next report, whatever it is of: stores drop what is numbered as they know it already, also when this instance
    /// comes back to an epoch that it has left.
    /// </summary>
    public long NextReport() => Interlocked.Increment(ref _reports);

    /// <summary>
    /// A change that the guard makes. Its id follows from what it is, so that several instances that decide at once make one change between
    /// them.
    /// </summary>
    public StateChange Change(StateAction action, string flag, string reason, string subject) => new()
    {
        Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment}\n{action}\n{subject}")).AsSpan(0, 16)),
        Environment = Environment,
        Action = action,
        Flag = flag,
        By = By,
        From = ProcessName.Value,
        Reason = reason,
        At = Time.GetUtcNow(),
    };
}
