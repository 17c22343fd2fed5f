using Dataface.Flags.Documents;

namespace Dataface.Flags.Providers;

/// <summary>A provider that makes its documents of something else, and knows where somebody can mend what is wrong with one.</summary>
internal interface ILocatesProblems
{
    /// <summary>The problem, with the place in what the document was made of.</summary>
    DocumentProblem Locate(DocumentProblem problem);
}
