using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Frame;

/// <summary>A part of the board.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Its first page.</param>
internal sealed record BoardSection(string Name, BoardAddress Address)
{
    private static readonly BoardSection Flags = new("Flags", new("/flags"));
    private static readonly BoardSection Now = new("Now", new("/now"));
    private static readonly BoardSection Definitions = new("Definitions", Links.Definitions);
    private static readonly BoardSection Experiments = new("Experiments", new("/experiments"));
    private static readonly BoardSection Instances = new("Instances", new("/instances"));
    private static readonly BoardSection Portfolio = new("Portfolio", new("/portfolio"));

    /// <summary>The parts that this server has for whoever looks, the first first.</summary>
    public static IReadOnlyList<BoardSection> Of(HttpContext http)
    {
        var (caller, options) = (http.Caller(), http.RequestServices.GetRequiredService<IOptions<ServerSettings>>().Value);
        IEnumerable<BoardSection> always = [Experiments, Flags, Now, Definitions, Instances];
        var all = options.Portfolio is null ? always : always.Append(Portfolio);
        return [.. all.Where(section =>
            AccessTable.Find(HttpMethods.Get, section.Address.Value)?.WhyNot(caller, options.Environment) is null)];
    }
}
