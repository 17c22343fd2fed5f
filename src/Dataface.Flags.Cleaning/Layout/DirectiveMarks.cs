using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Layout;

/// <summary>
/// Watches over <c>#if</c>, <c>#pragma</c> and <c>#nullable</c>: code that stays must stand under the same conditions as before, and a
/// directive may only go with all the code around it.
/// </summary>
internal static class DirectiveMarks
{
    /// <summary>On a token: the conditions that it stands under. On a directive: what it is.</summary>
    private const string Kind = "Dataface.Flags.Directive";

    /// <summary>On a token next to a group of directives: the group.</summary>
    private const string Beside = "Dataface.Flags.BesideDirective";

    /// <summary>Replaces nodes; marks code and directives when a file with directives is changed for the first time.</summary>
    public static SyntaxNode Replace(SyntaxNode root, IEnumerable<SyntaxNode> nodes, Func<SyntaxNode, SyntaxNode, SyntaxNode> replace)
    {
        if (!IsWatched(root) || root.GetAnnotatedTrivia(Kind).Any()) return root.ReplaceNodes(nodes, replace);
        var (tokens, trivia) = Marks(root);
        var marked = new Marker(tokens, trivia).Visit(root);

        // Marks move nothing, so that the nodes come in the same order.
        var wanted = new HashSet<SyntaxNode>(nodes);
        var places = root.DescendantNodesAndSelf().Zip(marked.DescendantNodesAndSelf(), (Original, Marked) => (Original, Marked))
            .Where(p => wanted.Contains(p.Original)).ToDictionary(p => p.Marked, p => p.Original);
        return marked.ReplaceNodes(places.Keys, (place, rewritten) => replace(places[place], rewritten));
    }

    /// <summary>The marks of a directive, for one that takes its place.</summary>
    public static IEnumerable<SyntaxAnnotation> Of(SyntaxTrivia directive) => directive.GetAnnotations(Kind);

    /// <summary>The first directive of a file that has come apart from its code; null when all is well.</summary>
    /// <param name="original">The file as it was.</param>
    /// <param name="now">The file as it is, not read anew.</param>
    public static Location? Torn(SyntaxTree original, SyntaxNode now)
    {
        if (!now.GetAnnotatedTokens(Kind).Any()) return null;
        var walk = new Walk();
        foreach (var token in now.DescendantTokens()) walk.See(token);
        var expected = Marks(original.GetRoot()).Trivia.Select(t => (t.Key, Group: Group(t.Value.Data!))).ToList();
        var groups = expected.GroupBy(e => e.Group).ToDictionary(g => g.Key, g => g.Count());
        var torn = walk.IsTorn ? walk.TornGroup : expected.Select(e => e.Group).FirstOrDefault(group =>
            walk.Counts.TryGetValue(group, out var count) ? count != groups[group] : walk.Neighbours.Contains(group));
        return torn is null ? null
            : (expected.Find(e => e.Group == torn).Key is { RawKind: not 0 } found ? found : expected[0].Key).GetLocation();
    }

    private static bool IsWatched(SyntaxNode root) => root.ContainsDirectives && root.DescendantTrivia().Any(IsWatched);

    private static bool IsWatched(SyntaxTrivia trivia) => IsCondition(trivia) || trivia.Kind()
        is SyntaxKind.DisabledTextTrivia or SyntaxKind.PragmaWarningDirectiveTrivia or SyntaxKind.NullableDirectiveTrivia;

    private static bool IsCondition(SyntaxTrivia trivia) => trivia.Kind() is SyntaxKind.IfDirectiveTrivia
        or SyntaxKind.ElifDirectiveTrivia or SyntaxKind.ElseDirectiveTrivia or SyntaxKind.EndIfDirectiveTrivia;

    private static string Group(string mark) => mark.Substring(0, mark.IndexOf(' '));

    /// <summary>The marks of a file: <c>group kind part</c> for directives, the open groups and parts for tokens.</summary>
    private static (Dictionary<SyntaxToken, SyntaxAnnotation[]> Tokens, Dictionary<SyntaxTrivia, SyntaxAnnotation> Trivia) Marks(
        SyntaxNode root)
    {
        var (tokens, trivia) = (new Dictionary<SyntaxToken, SyntaxAnnotation[]>(), new Dictionary<SyntaxTrivia, SyntaxAnnotation>());
        var (open, groups, beside) = (new Stack<(int Group, int Part)>(), 0, new List<int>());
        SyntaxToken before = default;
        foreach (var token in root.DescendantTokens())
        {
            beside.Clear();
            foreach (var directive in token.LeadingTrivia.Concat(token.TrailingTrivia).Where(IsWatched))
            {
                var group = Enter(directive, open, ref groups);
                trivia[directive] = new(Kind, $"{group} {directive.RawKind} {(open.Count > 0 ? open.Peek().Part : 0)}");
                if (directive.IsKind(SyntaxKind.EndIfDirectiveTrivia) && open.Count > 0) open.Pop();
                beside.Add(group);
            }

            if (before.RawKind != 0) tokens[before] = [.. tokens[before], .. beside.Select(g => new SyntaxAnnotation(Beside, $"{g}"))];
            tokens[token] = [new(Kind, Conditions(open)), .. beside.Select(g => new SyntaxAnnotation(Beside, $"{g}"))];
            before = token;
        }

        return (tokens, trivia);
    }

    /// <summary>The group of a directive: all of an <c>#if</c>, or itself.</summary>
    private static int Enter(SyntaxTrivia directive, Stack<(int Group, int Part)> open, ref int groups)
    {
        if (directive.IsKind(SyntaxKind.IfDirectiveTrivia)) open.Push((++groups, 0));
        else if (directive.Kind() is SyntaxKind.ElifDirectiveTrivia or SyntaxKind.ElseDirectiveTrivia && open.Count > 0)
            open.Push(open.Pop() is var (group, part) ? (group, part + 1) : default);
        else if (!IsCondition(directive) && !directive.IsKind(SyntaxKind.DisabledTextTrivia)) return ++groups;
        return open.Count > 0 ? open.Peek().Group : ++groups;
    }

    private static string Conditions(IEnumerable<(int Group, int Part)> open) =>
        string.Join(" ", open.Reverse().Select(o => $"{o.Group}.{o.Part}"));

    /// <summary>Puts all marks in one go; replacing token by token takes the square of a file's length.</summary>
    private sealed class Marker(
        Dictionary<SyntaxToken, SyntaxAnnotation[]> tokens, Dictionary<SyntaxTrivia, SyntaxAnnotation> trivia) : CSharpSyntaxRewriter
    {
        public override SyntaxToken VisitToken(SyntaxToken token) =>
            tokens.TryGetValue(token, out var marks) ? base.VisitToken(token).WithAdditionalAnnotations(marks) : token;

        public override SyntaxTrivia VisitTrivia(SyntaxTrivia directive) =>
            trivia.TryGetValue(directive, out var mark) ? directive.WithAdditionalAnnotations(mark) : directive;
    }

    /// <summary>Goes over a changed file and holds its tokens to the directives that are there.</summary>
    private sealed class Walk
    {
        private readonly Stack<(int Group, int Part)> _open = new();

        public bool IsTorn { get; private set; }

        public string? TornGroup { get; private set; }

        /// <summary>How many directives of each group are there.</summary>
        public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

        /// <summary>The groups beside which a token is left.</summary>
        public HashSet<string> Neighbours { get; } = new(StringComparer.Ordinal);

        public void See(SyntaxToken token)
        {
            foreach (var directive in token.LeadingTrivia.Where(IsWatched)) See(directive);
            foreach (var mark in token.GetAnnotations(Beside)) Neighbours.Add(mark.Data!);
            if (token.GetAnnotations(Kind).FirstOrDefault()?.Data is { } conditions && conditions != Conditions(_open))
                Tear(Conditions(_open) is var here && conditions.StartsWith(here, StringComparison.Ordinal) ? conditions : here);
            foreach (var directive in token.TrailingTrivia.Where(IsWatched)) See(directive);
        }

        private void See(SyntaxTrivia directive)
        {
            if (directive.GetAnnotations(Kind).FirstOrDefault()?.Data is not { } mark)
            {
                // What is put in is a pragma of its own, never a condition.
                if (IsCondition(directive) || directive.IsKind(SyntaxKind.DisabledTextTrivia)) Tear(Conditions(_open));
                return;
            }

            var (group, part) = (Group(mark), int.Parse(mark.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture));
            Counts[group] = Counts.TryGetValue(group, out var count) ? count + 1 : 1;
            if (!IsCondition(directive)) return;
            var number = int.Parse(group, System.Globalization.CultureInfo.InvariantCulture);
            if (directive.IsKind(SyntaxKind.IfDirectiveTrivia))
            {
                _open.Push((number, 0));
                return;
            }

            if (_open.Count == 0 || _open.Pop().Group != number) Tear(group);
            else if (!directive.IsKind(SyntaxKind.EndIfDirectiveTrivia)) _open.Push((number, part));
        }

        /// <param name="conditions">The groups that are open; the innermost is the one.</param>
        private void Tear(string conditions)
        {
            if (!IsTorn) TornGroup = conditions.Split(' ').Last().Split('.')[0];
            IsTorn = true;
        }
    }
}
