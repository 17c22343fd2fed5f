using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Registry;

namespace Dataface.Flags.Server.Experiments;

/// <summary>A file of the folder. Thread-safe.</summary>
/// <param name="text">What it says.</param>
/// <param name="definition">The experiment in it; null when it is refused.</param>
/// <param name="problem">Why it is refused.</param>
internal sealed class FolderFile(string text, ExperimentDefinition? definition, string? problem)
{
    /// <summary>A page of many experiments compares each of them: what has not changed is not parsed again.</summary>
    private volatile Comparison? _last;

    public string Text => text;

    public ExperimentDefinition? Definition => definition;

    public string? Problem => problem;

    /// <summary>Whether its design is the registered one; null when none is registered.</summary>
    public bool? HasDesignOf(ExperimentRecord record)
    {
        if (record.Definition is not { } registered) return null;
        if (_last is not { } last || last.Registered != registered) _last = last = new(registered, WrittenDesign.AreSame(text, registered));
        return last.AreSame;
    }

    private sealed record Comparison(string Registered, bool AreSame);
}
