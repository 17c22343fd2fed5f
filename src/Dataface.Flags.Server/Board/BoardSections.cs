namespace Dataface.Flags.Server.Board;

/// <summary>A part of the board.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Its first page.</param>
internal sealed record BoardSection(string Name, string Address);

/// <summary>The parts that this server has.</summary>
internal static class BoardSections
{
    private static readonly BoardSection[] All = [new("Flags", "/flags")];

    public static IReadOnlyList<BoardSection> Of(HttpContext http)
    {
        _ = http;
        return All;
    }
}
