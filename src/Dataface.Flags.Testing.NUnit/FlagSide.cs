using NUnit.Framework.Interfaces;

namespace Dataface.Flags.Testing.NUnit;

/// <summary>A flag, and whether it is on. A test carries its sides as properties, so that runners can show and filter them.</summary>
internal sealed record FlagSide(string Key, bool IsOn)
{
    private const string On = "FlagOn";
    private const string Off = "FlagOff";

    public static FlagSide ReadFrom(IPropertyBag properties, string key) =>
        new(key, properties.ContainsKey(On) && properties[On].Contains(key));

    public void WriteTo(IPropertyBag properties) => properties.Add(IsOn ? On : Off, Key);

    public override string ToString() => $"{Key} {(IsOn ? "on" : "off")}";
}
