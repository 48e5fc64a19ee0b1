using Wsm.Site.Serving.Http;
using Wsm.Terminal;

namespace Wsm.Commands.Serve;

/// <summary>A line on standard error for every request; those that failed show even with <c>-q</c>.</summary>
internal sealed class RequestLog(UserConsole console, TimeProvider time)
{
    public void Write(ServedRequest request)
    {
        var target = Printable(request.Path + request.Query);
        var line =
            $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} {request.Client} {Printable(request.Method)} {target} "
            + $"{request.Status} {request.Bytes}{(request.Aborted ? " aborted" : "")}";
        if (request.Failure is { } failure)
        {
            console.Warn($"{line}: {failure}");
        }
        else
        {
            console.Say(line);
        }
    }

    /// <summary>A request must not be able to write to the terminal, or to make up lines.</summary>
    private static string Printable(string text)
    {
        const int longest = 500;
        if (text.Length > longest)
        {
            text = text[..longest] + "…";
        }

        return string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = char.IsControl(from[i]) || char.IsWhiteSpace(from[i]) ? '?' : from[i];
            }
        });
    }
}
