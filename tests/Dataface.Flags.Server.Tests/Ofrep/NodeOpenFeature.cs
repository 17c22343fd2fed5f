using System.Diagnostics;
using System.Text.Json.Nodes;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>The public OpenFeature packages in a Node process, asked line by line; see tests/ofrep-node.</summary>
internal sealed class NodeOpenFeature : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _node;

    private NodeOpenFeature(Process node) => _node = node;

    private static string Folder => TestFile.Path("ofrep-node");

    /// <summary>Installs what the lock file says.</summary>
    /// <returns>What is missing on this machine, or null.</returns>
    public static async Task<string?> InstallAsync()
    {
        try
        {
            using var npm = Start("npm", "ci", "--ignore-scripts");
            npm.StandardInput.Close();
            var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync().WaitAsync(2 * Patience);
            Assert.That(npm.ExitCode, Is.Zero, await output + await errors);
            return null;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }

    public static NodeOpenFeature Start(Uri server)
    {
        var node = Start("node", "evaluate.js", server.ToString().TrimEnd('/')); // The package puts a slash of its own behind the address.
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
        await _node.StandardInput.WriteLineAsync($$"""{"type":"{{type}}","flag":"{{flag}}","fallback":{{fallback}},"context":{{context}}}""");
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

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
