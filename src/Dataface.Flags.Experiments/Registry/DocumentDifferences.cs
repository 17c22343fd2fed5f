using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>In what the document of a registered experiment differs from the registry, in words for whoever looks at the two.</summary>
internal static class DocumentDifferences
{
    /// <param name="written">How far the document says that the experiment is.</param>
    /// <param name="registered">How far it is.</param>
    /// <param name="hasRegisteredDesign">Whether the document's design is the registered one; null when no document is registered.</param>
    public static IReadOnlyList<string> Of(ExperimentStatus written, ExperimentStatus registered, bool? hasRegisteredDesign)
    {
        var differences = new List<string>();
        var words = ExperimentWords.Statuses;
        if (written != registered)
            differences.Add($"The document says that it is {words[written]}; the registry, which counts, that it is {words[registered]}.");
        if (hasRegisteredDesign is null) differences.Add("The document is not registered, without which nothing is approved. Register it.");
        if (hasRegisteredDesign is false)
        {
            differences.Add("The document has another design than the registered one, " + (registered == ExperimentStatus.Draft
                ? "which is what would be approved. Register the document, or take the edit back."
                : "which was approved and counts. Undo the edit, or begin another experiment."));
        }

        return differences;
    }
}
