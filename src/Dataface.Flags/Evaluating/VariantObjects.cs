using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// The variants of an object flag as objects, deserialized once for each type that callers ask for, as long as the document lives.
/// Whoever comes at the same time gets the same objects. Thread-safe; a read takes no lock.
/// </summary>
internal sealed class VariantObjects(CompiledVariant[] variants)
{
    // Nearly every flag is read as one type, the first. Others are held no longer than they live.
    private readonly ConditionalWeakTable<JsonTypeInfo, Made> _others = [];
    private Made? _first;

    /// <summary>The objects by index of the variant, or null when one of them cannot be read as the type.</summary>
    public object[]? Of(JsonTypeInfo type)
    {
        var first = Volatile.Read(ref _first);
        return first is not null && ReferenceEquals(first.Type, type) ? first.Objects : Other(type);
    }

    private object[]? Other(JsonTypeInfo type)
    {
        if (_others.TryGetValue(type, out var known)) return known.Objects;
        var made = _others.GetOrAdd(type, new Made(type, Read(type)));
        Interlocked.CompareExchange(ref _first, made, null);
        return made.Objects;
    }

    private object[]? Read(JsonTypeInfo type)
    {
        var objects = new object[variants.Length];
        for (var i = 0; i < objects.Length; i++)
        {
            if (Read(variants[i].Json, type) is not { } value) return null;
            objects[i] = value;
        }

        return objects;
    }

    private static object? Read(JsonElement json, JsonTypeInfo type)
    {
        try
        {
            return json.Deserialize(type);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The caller's type rejects the document's object, with whatever its code throws: the same as any other type mismatch.
            return null;
        }
    }

    private sealed record Made(JsonTypeInfo Type, object[]? Objects);
}
