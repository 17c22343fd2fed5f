namespace Dataface.Flags.Experiments;

/// <summary>Finds where code uses a flag, so that a flag does not outlive its experiment. Thread-safe.</summary>
public interface IFlagSearch
{
    /// <summary>The folder that places and readouts are relative to.</summary>
    string Folder { get; }

    /// <summary>The first place where code uses a flag, such as <c>src/Checkout.cs(12)</c>; null when none does.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <exception cref="IOException">The code cannot be read.</exception>
    string? Find(string flag);
}
