using System.Diagnostics;
using Org.BouncyCastle.Crypto.Generators;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions.Secrets;

namespace Wsm.Benchmarks.Libraries;

/// <summary>BouncyCastle's bcrypt and scrypt.</summary>
internal static class PasswordComparison
{
    private const int Passwords = 300;
    private const int Runs = 11;

    public static void Run()
    {
        var random = new Random(1);
        var passwords = Enumerable
            .Range(0, Passwords)
            .Select(i =>
            {
                var password = new byte[i % 73];
                random.NextBytes(password);
                return password;
            })
            .ToList();
        Value[] cases = [.. passwords.Select(password => Value.Of(Convert.ToBase64String(password)))];
        var hashes = HelmAnswers.To("htpasswd \"u\" (b64dec $c)", cases);
        var same = passwords.Zip(hashes).Count(pair => Bcrypt.Verify(pair.First, pair.Second["u:".Length..]));
        Console.WriteLine($"bcrypt: {same} of helm's {Passwords} hashes of passwords of 0 to 72 bytes are BouncyCastle's too");

        byte[] password = [1, 2, 3],
            salt = new byte[16];
        Console.WriteLine($"bcrypt, cost 10: {Median(() => Bcrypt.Digest(password, salt, 10)):0} ms");
        Console.WriteLine($"scrypt, N 32768, r 8, p 2: {Median(() => SCrypt.Generate(password, salt, 32_768, 8, 2, 64)):0} ms");
    }

    private static double Median(Action work)
    {
        work();
        return Enumerable
            .Range(0, Runs)
            .Select(_ =>
            {
                var clock = Stopwatch.StartNew();
                work();
                return clock.Elapsed.TotalMilliseconds;
            })
            .Order()
            .ElementAt(Runs / 2);
    }
}
