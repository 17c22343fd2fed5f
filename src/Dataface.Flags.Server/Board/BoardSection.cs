using Dataface.Flags.Experiments.Registry;

namespace Dataface.Flags.Server.Board;

/// <summary>A part of the board.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Its first page.</param>
internal sealed record BoardSection(string Name, string Address)
{
    private static readonly BoardSection Flags = new("Flags", "/flags");
    private static readonly BoardSection Experiments = new("Experiments", "/experiments");

    /// <summary>The parts that this server has, the first first.</summary>
    public static IReadOnlyList<BoardSection> Of(HttpContext http) =>
        http.RequestServices.GetService<IExperimentRegistry>() is null ? [Flags] : [Experiments, Flags];
}
