using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Tests.Terminal;

/// <summary>What others wrote does nothing to a terminal, and gives no secret away.</summary>
public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain\ttext\nand more – 日本 😀", "plain\ttext\nand more – 日本 😀")]
    [InlineData("a\u001b[2Jb", "a\\u001b[2Jb")]
    [InlineData("\a\b\0\u007f", "\\u0007\\u0008\\u0000\\u007f")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("safe\u202Egnp.exe", "safe\\u202egnp.exe")]
    [InlineData("\u2066x\u2069\u200f", "\\u2066x\\u2069\\u200f")]
    [InlineData("a,b\r\n", "a,b\r\n")]
    [InlineData("over\rwritten", "over\\u000dwritten")]
    public void Controls_and_marks_of_direction_are_shown_as_escapes(string text, string safe) => Assert.Equal(safe, SafeText.Of(text));

    [Fact]
    public void Everything_that_the_console_writes_is_safe_and_its_own_colours_stay()
    {
        const string Evil = "x\u001b]0;title\a http://user:secret@proxy.example:3128/ y";
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var context = new WsmContext
        {
            Out = output,
            Error = error,
            CurrentDirectory = "/",
            OutIsTerminal = true,
            ErrorIsTerminal = true,
        };
        var console = new UserConsole(context, Verbosity.Debug);

        console.Print(Evil);
        console.Say(Evil);
        console.Detail(Evil);
        console.Debug(Evil);
        console.Warn(Evil);
        console.Report(new Failure(Evil, Evil, ExitCode.Failed) { Details = [Evil] }, new InvalidOperationException(Evil));
        console.Out.Write(Evil);
        console.Text.WriteLine(Evil);

        var written = output.ToString() + error;
        Assert.DoesNotContain("\u001b]", written);
        Assert.DoesNotContain("\a", written);
        Assert.Contains("\\u001b]0;title\\u0007", written);
        Assert.Contains("\u001b[33mWarning:\u001b[0m", written);
        Assert.Contains("http://***@proxy.example:3128/", written);
        Assert.DoesNotContain("secret", error.ToString());
    }

    [Theory]
    [InlineData("ask https://u:pw@h/x?y", "ask https://***@h/x?y")]
    [InlineData("'u:pw@h:5000/x' is no host", "'***@h:5000/x' is no host")]
    [InlineData("--registry=u:pw@h", "--registry=***@h")]
    [InlineData("redis:7@sha256:0123", "redis:7@sha256:0123")]
    [InlineData("quay.io/a/b:1@sha512:0123, app@https://charts.example", "quay.io/a/b:1@sha512:0123, app@https://charts.example")]
    public void Passwords_in_addresses_are_not_shown(string text, string shown) =>
        Assert.Equal(shown, Wsm.Oci.Registry.Failures.Redacted.Text(text));

    [Fact]
    public void Data_goes_into_a_pipe_byte_for_byte()
    {
        using var output = new StringWriter();
        using var context = new WsmContext
        {
            Out = output,
            Error = TextWriter.Null,
            CurrentDirectory = "/",
        };

        new UserConsole(context).Out.Write("a\u001bb");

        Assert.Equal("a\u001bb", output.ToString());
    }

    [Theory]
    [InlineData("registry.example.com:5000/a/b:1.0@sha256:abc", "registry.example.com:5000/a/b:1.0@sha256:abc")]
    [InlineData("", "''")]
    [InlineData("n;touch${IFS}(x)", "'n;touch${IFS}(x)'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("a b", "'a b'")]
    [InlineData("~root", "'~root'")]
    public void A_word_of_a_command_is_quoted_where_a_shell_would_make_more_of_it(string word, string quoted) =>
        Assert.Equal(quoted, ShellWord.Of(word));
}
