using System.Text;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Strangers.Tests;

/// <summary>Flags from a dictionary: each value is the JSON of one flag, by its key.</summary>
internal sealed class DictionaryProvider : IFlagConfigProvider
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _sections = new(StringComparer.Ordinal);
    private Action? _changed;
    private bool _isBroken;

    public string Name => "dictionary";

    /// <summary>Sets one section of the document: its JSON.</summary>
    public void Set(IEnumerable<KeyValuePair<string, string>> sections)
    {
        Action? changed;
        lock (_gate)
        {
            _isBroken = false;
            _sections.Clear();
            foreach (var (name, json) in sections) _sections.Add(name, json);
            changed = _changed;
        }

        changed?.Invoke();
    }

    public void Break()
    {
        lock (_gate) _isBroken = true;
    }

    public ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isBroken) throw new InvalidOperationException("The dictionary of flags cannot be read just now. Set it again.");
            var json = $"{{{string.Join(',', _sections.Select(s => $"\"{s.Key}\":{s.Value}"))}}}";
            return new(FlagConfigContent.FromJson(Encoding.UTF8.GetBytes(json)));
        }
    }

    public IDisposable OnChange(Action changed)
    {
        lock (_gate) _changed += changed;
        return new Subscription(() =>
        {
            lock (_gate) _changed -= changed;
        });
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
