"""The embedding functions of this package: stored name, module and class of each. Nothing here imports them."""

from __future__ import annotations

DENSE = {
    "default": (".default", "DefaultEmbeddingFunction"),
    "chromalink_hashing": (".hashing", "HashingEmbeddingFunction"),
    "baseten": (".providers.openai", "BasetenEmbeddingFunction"),
    "chroma-cloud-qwen": (".providers.chroma_cloud", "ChromaCloudQwenEmbeddingFunction"),
    "cloudflare_workers_ai": (".providers.cloudflare", "CloudflareWorkersAIEmbeddingFunction"),
    "cohere": (".providers.cohere", "CohereEmbeddingFunction"),
    "google_gemini": (".providers.google", "GoogleGeminiEmbeddingFunction"),
    "google_genai": (".providers.google", "GoogleGeminiEmbeddingFunction"),
    "google_generative_ai": (".providers.google", "GoogleGenerativeAiEmbeddingFunction"),
    "huggingface": (".providers.huggingface", "HuggingFaceEmbeddingFunction"),
    "huggingface_server": (".providers.huggingface", "HuggingFaceEmbeddingServer"),
    "instructor": (".providers.local", "InstructorEmbeddingFunction"),
    "jina": (".providers.jina", "JinaEmbeddingFunction"),
    "mistral": (".providers.mistral", "MistralEmbeddingFunction"),
    "morph": (".providers.openai", "MorphEmbeddingFunction"),
    "nomic": (".providers.nomic", "NomicEmbeddingFunction"),
    "ollama": (".providers.ollama", "OllamaEmbeddingFunction"),
    "open_clip": (".providers.open_clip", "OpenCLIPEmbeddingFunction"),
    "openai": (".providers.openai", "OpenAIEmbeddingFunction"),
    "perplexity": (".providers.openai", "PerplexityEmbeddingFunction"),
    "roboflow": (".providers.roboflow", "RoboflowEmbeddingFunction"),
    "sentence_transformer": (".providers.local", "SentenceTransformerEmbeddingFunction"),
    "text2vec": (".providers.local", "Text2VecEmbeddingFunction"),
    "together_ai": (".providers.together", "TogetherAIEmbeddingFunction"),
    "voyageai": (".providers.voyage", "VoyageAIEmbeddingFunction"),
}
SPARSE = {
    "chroma_bm25": (".bm25", "ChromaBm25EmbeddingFunction"),
    "chroma-cloud-splade": (".providers.chroma_cloud", "ChromaCloudSpladeEmbeddingFunction"),
}
