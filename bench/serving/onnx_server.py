"""A server of an ONNX network as one writes it in Python: FastAPI, Pillow and ONNX Runtime.

    ONNX_FILE=mobilenet.onnx uvicorn onnx_server:app --port 8001
"""
from __future__ import annotations

import io
import os

import numpy as np
import onnxruntime
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from PIL import Image, UnidentifiedImageError

SIZE = 224
TOP = 5

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(os.environ.get("ORT_THREADS", os.cpu_count() or 1))
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["ONNX_FILE"], options, providers=["CPUExecutionProvider"])
app = FastAPI()


def predict(body: bytes) -> list[dict]:
    image = Image.open(io.BytesIO(body)).convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    pixels = np.asarray(image, dtype=np.float32) / 127.5 - 1
    probabilities = session.run(None, {"images": pixels.transpose(2, 0, 1)[None]})[0].ravel()
    best = np.argsort(-probabilities)[:TOP]
    return [{"className": str(i), "probability": float(probabilities[i])} for i in best]


@app.post("/predictions/{name}")
async def predictions(name: str, request: Request) -> list[dict]:
    try:
        return await run_in_threadpool(predict, await request.body())
    except UnidentifiedImageError as error:
        raise HTTPException(422, str(error)) from error
