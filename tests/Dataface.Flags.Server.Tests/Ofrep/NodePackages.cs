using System.Diagnostics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>Public packages of other languages, installed by npm as their lock file says.</summary>
internal static class NodePackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Installs them; where there is no npm, the test is skipped and says so, and fails in CI.</summary>
    /// <param name="folder">The folder of the tests that has the lock file.</param>
    public static async Task InstallAsync(string folder)
    {
        try
        {
            using var npm = Start(folder, "npm", "ci", "--ignore-scripts");
            npm.StandardInput.Close();
            var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync().WaitAsync(Patience);
            Assert.That(npm.ExitCode, Is.Zero, await output + await errors);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            var message = $"The packages of tests/{folder} did not run, because Node.js with npm is not installed: {missing.Message}";
            TestContext.Progress.WriteLine("SKIPPED: " + message);
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(message);
            Assert.Ignore(message);
        }
    }

    /// <summary>Starts a program in the folder.</summary>
    public static Process Start(string folder, string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = TestFile.Path(folder),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
