using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>The public OpenFeature packages in a Node process, asked line by line; see tests/ofrep-node.</summary>
internal sealed class NodeOpenFeature : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _node;

    private NodeOpenFeature(Process node) => _node = node;

    public static NodeOpenFeature Start(Uri server)
    {
        // The package puts a slash of its own behind the address.
        var node = NodePackages.Start("ofrep-node", "node", "evaluate.js", server.ToString().TrimEnd('/'));
        node.ErrorDataReceived += (_, line) => TestContext.Progress.WriteLine(line.Data);
        node.BeginErrorReadLine();
        return new(node);
    }

    /// <summary>What the package makes of a flag.</summary>
    /// <param name="type">boolean, string, number or object.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="fallback">The code's default, as JSON.</param>
    /// <param name="context">The context, as JSON.</param>
    public async Task<JsonObject> EvaluateAsync(string type, string flag, string fallback, string context)
    {
        await _node.StandardInput.WriteLineAsync(
            $$"""{"type":"{{type}}","flag":"{{flag}}","fallback":{{fallback}},"context":{{context}}}""");
        await _node.StandardInput.FlushAsync();
        var line = await _node.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return JsonNode.Parse(line ?? throw new InvalidOperationException("Node has ended; its output says why."))!.AsObject();
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(Patience)) _node.Kill(entireProcessTree: true);
        _node.Dispose();
    }
}
