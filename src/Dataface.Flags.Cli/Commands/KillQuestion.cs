using System.Collections.Frozen;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Commands;

/// <summary>
/// Asks whoever sits at a terminal again before a flag is killed that no document defines: a misspelt key kills nothing, while the flag
/// that was meant serves on. Scripts are never asked, and what cannot be found out hinders no kill.
/// </summary>
internal static class KillQuestion
{
    /// <summary>A kill does not wait longer for what is only asked to help.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether the kill is wanted; says so when it is not.</summary>
    /// <param name="key">The key.</param>
    /// <param name="server">The server, for the environment that the kill is for.</param>
    /// <param name="io">The terminal.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public static async Task<bool> IsWantedAsync(string key, ServerClient server, CommandIo io, CancellationToken cancellationToken)
    {
        if (!io.IsInteractive || key == KillRegister.Everything) return true;
        if (await KnownKeysAsync(server, io.Time, cancellationToken) is not { } known || known.Contains(key)) return true;
        var hint = Spelling.Nearest(key, known.Order(StringComparer.Ordinal)) is { } near ? $" Did you mean '{near}'?" : "";
        await io.Error.WriteAsync($"No document in force defines '{key}'.{hint} Kill '{key}' all the same? [y/N] ");
        if ((await io.Input.ReadLineAsync(cancellationToken))?.Trim() is "y" or "Y" or "yes") return true;
        await io.Error.WriteLineAsync("Nothing was killed.");
        return false;
    }

    /// <summary>The keys that the documents in force define; null when that cannot be found out.</summary>
    private static async Task<IReadOnlySet<string>?> KnownKeysAsync(
        ServerClient server, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if ((await server.ReadFeedAsync(either.Token)).Definitions is not { } content) return FrozenSet<string>.Empty;
            var document = FlagDocumentReader.Read(content.Utf8Json, server.Name).Document;
            return document?.Flags.Keys.ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
