namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>What is wrong with documents.</summary>
internal static class RefusedDocuments
{
    /// <param name="what">What follows from it.</param>
    /// <param name="problems">Each problem, with its place.</param>
    public static Html Of(string what, IReadOnlyList<string> problems) => Html.Of($"""
        <p class="notice bad">{what}</p>
        <ul>{Html.Each(problems, problem => Html.Of($"<li>{problem}</li>"))}</ul>
        """);
}
