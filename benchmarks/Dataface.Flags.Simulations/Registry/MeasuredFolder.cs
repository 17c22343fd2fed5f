namespace Dataface.Flags.Simulations.Registry;

/// <summary>A data folder that nobody needs afterwards.</summary>
internal sealed class MeasuredFolder : IDisposable
{
    /// <param name="parent">Where it is made, such as on the disk that is to be measured; null for the folder of temporary files.</param>
    public MeasuredFolder(string? parent) => Path = Directory.CreateDirectory(
        System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"measured-{Guid.NewGuid():N}")).FullName;

    public string Path { get; }

    /// <summary>What all of it takes on the disk.</summary>
    public long Bytes => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
