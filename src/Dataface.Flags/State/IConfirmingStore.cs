namespace Dataface.Flags.State;

/// <summary>A store that can ask the instances whether they have a change in force.</summary>
internal interface IConfirmingStore
{
    /// <summary>Waits until all have, or for so long.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="recorded">The change, as the store has recorded it.</param>
    /// <param name="wait">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait, and changes nothing.</param>
    /// <returns>How many have; null when nobody could be asked.</returns>
    ValueTask<ChangeConfirmation?> ConfirmAsync(
        string environment, RecordedChange recorded, TimeSpan wait, CancellationToken cancellationToken);
}
