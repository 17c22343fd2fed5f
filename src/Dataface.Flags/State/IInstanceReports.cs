using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>
/// A store over which an instance can say who it is and what it has in force. Reports are for people who look and for the count behind a
/// kill: whatever becomes of one changes nothing in this process. Thread-safe.
/// </summary>
internal interface IInstanceReports
{
    /// <summary>A way to say it, for one client.</summary>
    /// <param name="environment">The environment that the client follows.</param>
    /// <param name="logger">Where it logs.</param>
    IInstanceTransport OpenReports(string environment, ILogger logger);
}

/// <summary>Carries the reports of one instance, one at a time.</summary>
internal interface IInstanceTransport
{
    /// <summary>What takes the reports.</summary>
    string Name { get; }

    /// <summary>Whether it knows this instance, which has then to say goodbye.</summary>
    bool IsKnown { get; }

    /// <summary>Reports.</summary>
    /// <exception cref="InstanceRefusedException">It was not taken. Whatever else is thrown may pass.</exception>
    Task<InstanceReceipt> SendAsync(InstanceStatement statement, CancellationToken cancellationToken);
}
