using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>
/// Puts what a hub method streams into the scope of its invocation, which the dispatcher has left when it reads the stream. Compiled
/// ahead of time there is no wrapper for an unknown type, and a stream stays as it is.
/// </summary>
internal static class HubStreams
{
    private const string Kept =
        "SignalR keeps the methods of hubs and the types that they return, and calls a stream through the same interface.";

    private delegate object Wrapper(HubStreamScope scope, object stream);

    private static readonly ConcurrentDictionary<MethodInfo, Wrapper?> Wrappers = new();

    /// <summary>The stream within the scope; anything else as it is.</summary>
    public static object? Within(HubStreamScope scope, MethodInfo method, object? result) =>
        result is not null && Wrappers.GetOrAdd(method, WrapperOf) is { } wrap ? wrap(scope, result) : result;

    [UnconditionalSuppressMessage("Trimming", "IL2065", Justification = Kept)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Kept)]
    private static Wrapper? WrapperOf(MethodInfo method)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported) return null;
        var type = method.ReturnType;
        if (Is(type, typeof(Task<>)) || Is(type, typeof(ValueTask<>))) type = type.GetGenericArguments()[0];
        if (ElementOf(type.GetInterfaces().Prepend(type), typeof(IAsyncEnumerable<>)) is { } item) return Make(nameof(OfEnumerable), item);
        return ElementOf(BasesOf(type), typeof(ChannelReader<>)) is { } read ? Make(nameof(OfChannel), read) : null;
    }

    private static Type? ElementOf(IEnumerable<Type> types, Type wanted) =>
        types.FirstOrDefault(t => Is(t, wanted))?.GetGenericArguments()[0];

    private static bool Is(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;

    private static IEnumerable<Type> BasesOf(Type? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }

    [RequiresDynamicCode(Kept)]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Kept)]
    private static Wrapper Make(string name, Type element) =>
        typeof(HubStreams).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(element).CreateDelegate<Wrapper>();

    private static object OfEnumerable<T>(HubStreamScope scope, object stream) => scope.Around((IAsyncEnumerable<T>)stream);

    private static object OfChannel<T>(HubStreamScope scope, object stream) =>
        scope.IsGated ? new GatedChannelReader<T>(scope, (ChannelReader<T>)stream) : stream;
}
