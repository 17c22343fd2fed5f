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

    /// <summary>As what it knows this instance, which has then to say goodbye; null when it does not.</summary>
    InstanceClaim? Claim { get; }

    /// <summary>Reports.</summary>
    /// <exception cref="InstanceRefusedException">It was not taken. Whatever else is thrown may pass.</exception>
    Task<InstanceReceipt> SendAsync(InstanceStatement statement, CancellationToken cancellationToken);

    /// <summary>Says goodbye in the place of an instance whose process is gone.</summary>
    /// <param name="gone">As what it was known.</param>
    /// <param name="farewell">What it would have said last.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InstanceRefusedException">It was not taken, and never will be. Whatever else is thrown may pass.</exception>
    Task SendLastAsync(InstanceClaim gone, InstanceStatement farewell, CancellationToken cancellationToken);
}
