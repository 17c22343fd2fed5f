using Dataface.Flags.Documents;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Portfolio;

/// <summary>What is wrong with the documents, which are accepted or refused together.</summary>
internal static class RefusedPage
{
    public static Html Of(IReadOnlyList<DocumentProblem> problems) => Html.Of($"""
        <p class="notice bad">The documents are refused, so that there is nothing to show.</p>
        <ul>{Html.Each(problems, problem => Html.Of($"<li>{problem.ToString()}</li>"))}</ul>
        """);
}
