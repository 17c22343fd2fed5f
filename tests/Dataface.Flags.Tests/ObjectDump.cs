using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Dataface.Flags.Tests;

/// <summary>
/// Everything that an object holds, in words: to see whether something has changed in it. Clocks, locks and what waits are left
/// out.
/// </summary>
internal static class ObjectDump
{
    public static string Of(object value)
    {
        var text = new StringBuilder();
        Write(text, value, new HashSet<object>(ReferenceEqualityComparer.Instance));
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, HashSet<object> seen)
    {
        var type = value?.GetType();
        if (value is null or string || type!.IsPrimitive || type.IsEnum || value is Guid or DateTimeOffset or TimeSpan) text.Append(
            CultureInfo.InvariantCulture, $"{value};");
        else if (value is TimeProvider or Lock or SemaphoreSlim or Delegate || (!type.IsValueType && !seen.Add(value))) text.Append('~');
        else if (value is IDictionary dictionary) WriteAll(
            text, dictionary.Keys.Cast<object?>().Concat(dictionary.Values.Cast<object?>()), seen);
        else if (value is IEnumerable items) WriteAll(text, items.Cast<object?>(), seen);
        else WriteFields(text, value, seen);
    }

    private static void WriteAll(StringBuilder text, IEnumerable<object?> items, HashSet<object> seen)
    {
        text.Append('[');
        foreach (var item in items) Write(text, item, seen);
        text.Append(']');
    }

    private static void WriteFields(StringBuilder text, object value, HashSet<object> seen)
    {
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                text.Append(field.Name).Append('=');
                Write(text, field.GetValue(value), seen);
            }
        }
    }
}
