namespace Dataface.Flags.State;

/// <summary>The mark of an instance whose process is gone, held so that nobody else takes it over meanwhile.</summary>
/// <param name="claim">As what it was known.</param>
/// <param name="file">Its file.</param>
internal sealed class AbandonedMark(InstanceClaim claim, FileStream file) : IDisposable
{
    public InstanceClaim Claim => claim;

    /// <summary>It has said goodbye.</summary>
    public void Remove()
    {
        file.Dispose();
        try
        {
            File.Delete(file.Name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A second goodbye changes nothing.
        }
    }

    public void Dispose() => file.Dispose();
}
