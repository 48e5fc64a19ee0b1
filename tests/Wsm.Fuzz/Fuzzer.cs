using System.Diagnostics;
using System.Globalization;

namespace Wsm.Fuzz;

/// <summary>Runs one target, watches it, and keeps what it could not bear.</summary>
internal sealed class Fuzzer(IFuzzTarget target, int seed, string findings)
{
    private const int MostFindings = 20;

    /// <summary>What no input may take, whatever else the machine does meanwhile.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _found;

    /// <returns>Whether all went well.</returns>
    public bool Run(long inputs)
    {
        // Name.GetHashCode would differ from run to run.
        var mutator = new Mutator(new Random(seed + target.Name.Sum(c => c)), target.Seeds, target.Words);
        var started = Stopwatch.GetTimestamp();
        var slowest = TimeSpan.Zero;
        var (crashes, hangs) = (0, 0);
        byte[] current = [];
        using var watch = new Timer(_ => Hung(current), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        for (var i = 0L; i < inputs; i++)
        {
            current = i < target.Seeds.Count ? target.Seeds[(int)i] : mutator.Next();
            var began = Stopwatch.GetTimestamp();
            watch.Change(Longest * 4, Timeout.InfiniteTimeSpan);
            try
            {
                target.Run(current);
            }
            catch (Exception crash)
            {
                crashes++;
                Keep(current, $"{target.Name} crashed: {crash}");
            }

            watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var took = Stopwatch.GetElapsedTime(began);
            slowest = took > slowest ? took : slowest;
            if (took > Longest)
            {
                hangs++;
                Keep(current, $"{target.Name} took {took.TotalSeconds:0} s");
            }
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target.Name, -10} {inputs, 9} inputs, {crashes} crashes, {hangs} hangs, slowest {slowest.TotalMilliseconds, 6:0} ms, peak of the process {self.PeakWorkingSet64 >> 20, 4} MiB, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"
            )
        );
        return crashes == 0 && hangs == 0;
    }

    /// <summary>Nothing can end a loop from outside, so the process goes.</summary>
    private void Hung(byte[] input)
    {
        Keep(input, $"{target.Name} hangs");
        Environment.Exit(1);
    }

    private void Keep(byte[] input, string what)
    {
        if (_found++ >= MostFindings)
        {
            return;
        }

        Directory.CreateDirectory(findings);
        var file = Path.Combine(findings, $"{target.Name}-{_found}");
        File.WriteAllBytes(file, input);
        Console.Error.WriteLine($"{what}\n  kept in {file}");
    }
}
