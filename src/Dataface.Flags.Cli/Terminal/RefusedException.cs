using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>A document that a command needs is refused.</summary>
internal sealed class RefusedException(IReadOnlyList<DocumentProblem> problems) : Exception("The document is refused.")
{
    public IReadOnlyList<DocumentProblem> Problems => problems;
}
