namespace Dataface.Flags.Analyzers.Generating;

/// <summary>Which class a document's handles go to.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
internal sealed record ClassSetting(string Namespace, string Name, bool IsPublic)
{
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}
