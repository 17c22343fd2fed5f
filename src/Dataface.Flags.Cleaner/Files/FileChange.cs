namespace Dataface.Flags.Cleaner.Files;

/// <summary>A file and its new text.</summary>
internal sealed record FileChange(FileText File, string Text);
