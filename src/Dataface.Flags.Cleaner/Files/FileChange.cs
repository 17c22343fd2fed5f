namespace Dataface.Flags.Cleaner.Files;

/// <summary>A file and its new text.</summary>
internal sealed record FileChange(FileText File, string Text)
{
    /// <summary>Writes it in the place of the old one, at once.</summary>
    public void Write()
    {
        var temporary = File.Path + ".dataface-flags-clean";
        System.IO.File.WriteAllBytes(temporary, File.Bytes(Text));
        System.IO.File.Move(temporary, File.Path, overwrite: true);
    }
}
