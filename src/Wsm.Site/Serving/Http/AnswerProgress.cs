namespace Wsm.Site.Serving.Http;

/// <summary>How much of a long answer has been handed to the network; a feature of the request.</summary>
internal sealed class AnswerProgress
{
    public long Sent { get; set; }
}
