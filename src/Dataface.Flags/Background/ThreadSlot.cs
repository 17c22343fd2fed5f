using System.Runtime.CompilerServices;

namespace Dataface.Flags.Background;

/// <summary>
/// A small number from 1 that is the calling thread's own while it lives; a later thread gets it again. What is kept by slot has one
/// writer at a time, and so needs neither locks nor interlocked instructions. Thread-safe.
/// </summary>
internal static class ThreadSlot
{
    [ThreadStatic]
    private static int _slot;

    /// <summary>The thread's slot, or 0 while it has none.</summary>
    public static int Known
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _slot;
    }

    /// <summary>The thread's slot, taken when it has none yet.</summary>
    public static int Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var slot = _slot;
            return slot != 0 ? slot : Take();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Take() => _slot = Owners.Add(Thread.CurrentThread);

    private static class Owners
    {
        private static readonly Lock Gate = new();
        private static Thread?[] _threads = new Thread?[16];

        public static int Add(Thread thread)
        {
            lock (Gate)
            {
                // A dead thread writes no more, and its writes happened before it was seen to be dead.
                var place = Array.FindIndex(_threads, owner => owner is null || !owner.IsAlive);
                if (place < 0)
                {
                    place = _threads.Length;
                    Array.Resize(ref _threads, place * 2);
                }

                _threads[place] = thread;
                return place + 1;
            }
        }
    }
}
