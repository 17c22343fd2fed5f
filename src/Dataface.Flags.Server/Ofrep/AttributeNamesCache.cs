using System.Runtime.CompilerServices;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>Collects the names of a snapshot once, and forgets them with it. Thread-safe.</summary>
internal sealed class AttributeNamesCache
{
    private readonly ConditionalWeakTable<FlagSnapshot, AttributeNames> _names = [];

    public AttributeNames Of(FlagSnapshot flags) =>
        _names.TryGetValue(flags, out var names) ? names : _names.GetValue(flags, static f => new AttributeNames(f));
}
